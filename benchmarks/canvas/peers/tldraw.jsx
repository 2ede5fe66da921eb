// tldraw as its package gives it, without its panels; its pages hold 4,000 shapes until told otherwise.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { AssetRecordType, Tldraw, createShapeId } from 'tldraw';
import 'tldraw/tldraw.css';
import { thumbnail, tiles } from './scene.js';

let editor = null;
const shapeId = (i) => createShapeId(`s${i}`);
const assetId = (i) => AssetRecordType.createId(`a${i}`);

const asset = ({ i }) => ({
  id: assetId(i), typeName: 'asset', type: 'image', meta: {},
  props: { name: `${i}.webp`, src: location.origin + thumbnail(i), w: 256, h: 256, mimeType: 'image/webp', isAnimated: false, fileSize: 9000 },
});

function fill(made) {
  made.user.updateUserPreferences({ animationSpeed: 0, colorScheme: 'light' });
  made.createAssets(tiles.map(asset));
  made.createShapes(tiles.map(({ i, x, y, w, h }) => ({ id: shapeId(i), type: 'image', x, y, props: { w, h, assetId: assetId(i) } })));
  made.setCamera({ x: 0, y: 0, z: 1 });
  editor = made;
}

window.bench = {
  loaded: true,
  ready: () => editor !== null,
  camera: (x, y, zoom) => { editor.setCamera({ x: -x, y: -y, z: zoom }); },
  zoom: () => editor.getZoomLevel(),
  turn: (ratio) => -100 * (ratio - 1),
  place: (i) => { const { x, y } = editor.getShape(shapeId(i)); return [x, y]; },
  select: (indices) => { editor.select(...indices.map(shapeId)); },
  selected: () => editor.getSelectedShapeIds().length,
};

const cameraOptions = { isLocked: false, panSpeed: 1, zoomSpeed: 1, wheelBehavior: 'pan', zoomSteps: [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8] };
createRoot(document.getElementById('root')).render(
  <div style={{ position: 'fixed', inset: 0 }}>
    <Tldraw hideUi onMount={fill} options={{ maxShapesPerPage: Math.max(4000, tiles.length) }} cameraOptions={cameraOptions} />
  </div>,
);
