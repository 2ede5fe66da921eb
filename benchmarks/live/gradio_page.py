"""Gradio's live interface, as its documentation has it, over the stub provider.

`python -m benchmarks.live.gradio_page PORT LOG full|hidden`, in the environment of requirements/bench.txt.
`hidden` takes away the progress overlay that Gradio lays over the picture.
"""

import sys
import time
from pathlib import Path

import gradio as gr  # type: ignore[import-not-found]  # lives in an environment of its own
from PIL import Image

from benchmarks.live.calls import CallLog
from benchmarks.live.picture import SMALL, paint, paint_ahead
from benchmarks.live.trace import load_trace


def main() -> None:
    """Serve until the process is ended."""
    port, log, progress = int(sys.argv[1]), CallLog(Path(sys.argv[2])), sys.argv[3]

    paint_ahead(load_trace().prompts(), SMALL)

    def answer(prompt: str) -> Image.Image:
        with log.call('preview', prompt) as due:
            image = paint(prompt)
            time.sleep(max(0.0, due - time.time()))
            return image

    box, picture = gr.Textbox(label='Prompt', elem_id='prompt'), gr.Image(label='Picture', elem_id='picture')
    page = gr.Interface(answer, box, picture, live=True, show_progress=progress, analytics_enabled=False)
    page.launch(server_name='127.0.0.1', server_port=port, share=False, quiet=True)


if __name__ == '__main__':
    main()
