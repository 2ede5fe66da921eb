"""How fast the board is with many pictures: our real page beside Excalidraw, tldraw and react-konva."""
