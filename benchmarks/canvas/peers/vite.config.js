// One page a peer, built for the benchmark; `process.env.IS_PREACT` is read by Excalidraw.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/peers/',
  plugins: [react()],
  define: { 'process.env.IS_PREACT': '"false"' },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 9000,
    rollupOptions: { input: ['excalidraw.html', 'tldraw.html', 'reactkonva.html'] },
  },
});
