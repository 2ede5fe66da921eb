"""Boards, tiles, geometry, order and mutations: pure, without I/O."""
