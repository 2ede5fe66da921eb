// The page's own bus: how the canvas, the prompt bar and the toolbar know of each other without asking the server.

export class Bus {
  #listeners = new Map();
  #answers = new Map();

  /** Call `listener(payload)` at each `name`; returns a function that ends it. */
  on(name, listener) {
    if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
    this.#listeners.get(name).add(listener);
    return () => this.#listeners.get(name)?.delete(listener);
  }

  /** Tell everyone; one listener that throws does not keep it from the others. */
  emit(name, payload = {}) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        listener(payload);
      } catch (error) {
        console.error(`A listener of "${name}" failed:`, error);
      }
    }
  }

  /** Answer the question `name` from now on; returns a function that ends it. */
  provide(name, answer) {
    this.#answers.set(name, answer);
    return () => this.#answers.get(name) === answer && this.#answers.delete(name);
  }

  /** The answer of whoever provides `name`, or null when nobody does. */
  ask(name, ...args) {
    return this.#answers.get(name)?.(...args) ?? null;
  }
}

/** The one bus of this page. Its events and questions are listed in index.js. */
export const bus = new Bus();
