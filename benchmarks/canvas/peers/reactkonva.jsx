// react-konva with the structure of fal's infinite-kanvas: React state for the viewport and the selection, a filter in
// each render for what is in view (and 100 world px around it), one listening, draggable Konva.Image a tile whose picture
// is loaded when it mounts, drags and the selection box that set state, the selection made when the button is let go.
import React, { useEffect, useMemo, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Image as KonvaImage, Layer, Rect, Stage } from 'react-konva';
import { thumbnail, tiles } from './scene.js';

const BUFFER = 100;
const DRAG_MS = 16;
const S = {}; // the state, for the benchmark

function useImage(src) {
  const [image, setImage] = useState();
  useEffect(() => {
    const made = new Image();
    let mounted = true;
    made.crossOrigin = 'anonymous';
    made.onload = () => mounted && setImage(made);
    made.src = src;
    return () => { mounted = false; };
  }, [src]);
  return image;
}

function throttle(act, ms) {
  let last = 0;
  return (...given) => {
    const now = performance.now();
    if (now - last < ms) return;
    last = now;
    act(...given);
  };
}

function Tile({ tile, isSelected, selectedIds, images, setImages, setSelectedIds, dragStart, setDragStart }) {
  const image = useImage(tile.src);
  const [hovered, setHovered] = useState(false);
  const begin = (event) => {
    event.cancelBubble = true;
    let ids = selectedIds;
    if (!ids.includes(tile.id)) {
      ids = [tile.id];
      setSelectedIds(ids);
    }
    const places = new Map();
    for (const id of ids) {
      const found = images.find((one) => one.id === id);
      if (found) places.set(id, { x: found.x, y: found.y });
    }
    setDragStart(places);
  };
  const move = useMemo(() => throttle(({ target }) => {
    const place = { x: target.x(), y: target.y() };
    const start = dragStart.get(tile.id);
    if (!selectedIds.includes(tile.id) || selectedIds.length < 2 || !start) {
      setImages((all) => all.map((one) => (one.id === tile.id ? { ...one, ...place } : one)));
      return;
    }
    setImages((all) => all.map((one) => {
      if (one.id === tile.id) return { ...one, ...place };
      const from = selectedIds.includes(one.id) && dragStart.get(one.id);
      return from ? { ...one, x: from.x + place.x - start.x, y: from.y + place.y - start.y } : one;
    }));
  }, DRAG_MS), [selectedIds, tile.id, dragStart, setImages]);
  const lit = isSelected || hovered;
  return (
    <KonvaImage
      id={tile.id} image={image} x={tile.x} y={tile.y} width={tile.w} height={tile.h} draggable opacity={1}
      onMouseEnter={() => setHovered(true)} onMouseLeave={() => setHovered(false)}
      onDragStart={begin} onDragMove={move} onDragEnd={() => setDragStart(new Map())}
      stroke={lit ? '#3b82f6' : 'transparent'} strokeWidth={lit ? 2 : 0}
    />
  );
}

const touches = (tile, box) =>
  tile.x < Math.max(box.x0, box.x1) && tile.x + tile.w > Math.min(box.x0, box.x1) &&
  tile.y < Math.max(box.y0, box.y1) && tile.y + tile.h > Math.min(box.y0, box.y1);

function App() {
  const [images, setImages] = useState(() => tiles.map(({ i, ...place }) => ({ id: `t${i}`, src: thumbnail(i), ...place })));
  const [viewport, setViewport] = useState({ x: 0, y: 0, scale: 1 });
  const [selectedIds, setSelectedIds] = useState([]);
  const [dragStart, setDragStart] = useState(new Map());
  const [box, setBox] = useState(null);
  const stage = useRef();
  Object.assign(S, { images, viewport, setViewport, selectedIds, setSelectedIds });
  const world = ({ evt }) => ({ x: (evt.clientX - viewport.x) / viewport.scale, y: (evt.clientY - viewport.y) / viewport.scale });
  const wheel = ({ evt }) => {
    evt.preventDefault();
    if (!evt.ctrlKey) {
      setViewport((now) => ({ ...now, x: now.x - evt.deltaX, y: now.y - evt.deltaY }));
      return;
    }
    stage.current.setPointersPositions(evt);
    const at = stage.current.getPointerPosition();
    const held = { x: (at.x - viewport.x) / viewport.scale, y: (at.y - viewport.y) / viewport.scale };
    const step = 1.01 ** (-Math.sign(evt.deltaY) * Math.min(Math.abs(evt.deltaY), 10));
    const scale = Math.max(0.1, Math.min(5, viewport.scale * step));
    setViewport({ x: at.x - held.x * scale, y: at.y - held.y * scale, scale });
  };
  const down = (event) => {
    if (event.target !== event.target.getStage()) return;
    const { x, y } = world(event);
    setBox({ x0: x, y0: y, x1: x, y1: y });
    setSelectedIds([]);
  };
  const move = (event) => {
    if (!box) return;
    const { x, y } = world(event);
    setBox((now) => ({ ...now, x1: x, y1: y }));
  };
  const up = () => {
    if (box) setSelectedIds(images.filter((tile) => touches(tile, box)).map(({ id }) => id));
    setBox(null);
  };
  const left = -viewport.x / viewport.scale - BUFFER;
  const top = -viewport.y / viewport.scale - BUFFER;
  const right = (innerWidth - viewport.x) / viewport.scale + BUFFER;
  const bottom = (innerHeight - viewport.y) / viewport.scale + BUFFER;
  const shared = { selectedIds, images, setImages, setSelectedIds, dragStart, setDragStart };
  return (
    <Stage
      ref={stage} width={innerWidth} height={innerHeight} x={viewport.x} y={viewport.y} scaleX={viewport.scale} scaleY={viewport.scale}
      onWheel={wheel} onMouseDown={down} onMouseMove={move} onMouseUp={up}
    >
      <Layer>
        {images
          .filter((tile) => !(tile.x + tile.w < left || tile.x > right || tile.y + tile.h < top || tile.y > bottom))
          .map((tile) => <Tile key={tile.id} tile={tile} isSelected={selectedIds.includes(tile.id)} {...shared} />)}
        {box && (
          <Rect
            x={Math.min(box.x0, box.x1)} y={Math.min(box.y0, box.y1)} width={Math.abs(box.x1 - box.x0)} height={Math.abs(box.y1 - box.y0)}
            fill="rgba(59,130,246,0.1)" stroke="#3b82f6" strokeWidth={1 / viewport.scale} listening={false}
          />
        )}
      </Layer>
    </Stage>
  );
}

window.bench = {
  loaded: true,
  ready: () => Boolean(S.images),
  camera: (x, y, scale) => S.setViewport({ x: -x * scale, y: -y * scale, scale }),
  zoom: () => S.viewport.scale,
  turn: (ratio) => -Math.log(ratio) / Math.log(1.01),
  place: (i) => [S.images[i].x, S.images[i].y],
  select: (indices) => S.setSelectedIds(indices.map((i) => `t${i}`)),
  selected: () => S.selectedIds.length,
};
createRoot(document.getElementById('root')).render(<App />);
