// Excalidraw as its package gives it, in zen mode. Its pictures are data URLs; those that are seen first come first.
import { Excalidraw } from '@excalidraw/excalidraw';
import '@excalidraw/excalidraw/index.css';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { thumbnail, tiles } from './scene.js';

const AT_ONCE = 250;
let api = null;

const element = ({ i, x, y, w, h }) => ({
  type: 'image', id: `e${i}`, fileId: `f${i}`, x, y, width: w, height: h, status: 'saved', scale: [1, 1], crop: null,
  angle: 0, strokeColor: 'transparent', backgroundColor: 'transparent', fillStyle: 'solid', strokeWidth: 1,
  strokeStyle: 'solid', roughness: 0, opacity: 100, groupIds: [], frameId: null, roundness: null, seed: i + 1,
  version: 1, versionNonce: i + 1, isDeleted: false, boundElements: null, updated: 1, link: null, locked: false,
});

async function file(i) {
  const blob = await (await fetch(thumbnail(i))).blob();
  const dataURL = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(blob);
  });
  return { id: `f${i}`, mimeType: 'image/webp', created: 1, dataURL };
}

async function addFiles() {
  const seen = tiles.filter(({ x, y }) => x < innerWidth && y < innerHeight).map(({ i }) => i);
  const others = tiles.map(({ i }) => i).filter((i) => !seen.includes(i));
  api.addFiles(await Promise.all(seen.map(file)));
  for (let at = 0; at < others.length; at += AT_ONCE) api.addFiles(await Promise.all(others.slice(at, at + AT_ONCE).map(file)));
  window.bench.loaded = true;
}

const chosen = () => Object.entries(api.getAppState().selectedElementIds).filter(([, on]) => on);

window.bench = {
  loaded: false,
  ready: () => api !== null && api.getSceneElements().length === tiles.length,
  camera: (x, y, zoom) => api.updateScene({ appState: { scrollX: -x, scrollY: -y, zoom: { value: zoom } } }),
  zoom: () => api.getAppState().zoom.value,
  turn: (ratio) => -100 * api.getAppState().zoom.value * (ratio - 1),
  place: (i) => { const { x, y } = api.getSceneElements().find(({ id }) => id === `e${i}`); return [x, y]; },
  select: (indices) => api.updateScene({ appState: { selectedElementIds: Object.fromEntries(indices.map((i) => [`e${i}`, true])) } }),
  selected: () => chosen().length,
};

const appState = { scrollX: 0, scrollY: 0, zoom: { value: 1 }, viewBackgroundColor: '#ffffff' };
const begin = (given) => {
  if (api) return;
  api = given;
  addFiles();
};
createRoot(document.getElementById('root')).render(
  <div style={{ height: '100vh' }}>
    <Excalidraw zenModeEnabled excalidrawAPI={begin} initialData={{ elements: tiles.map(element), appState }} />
  </div>,
);
