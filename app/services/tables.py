"""The tables of the local store. What people make is in `records`; the rest serves this device."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Computed,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        'ix': 'ix_%(table_name)s_%(column_0_N_name)s',
        'uq': 'uq_%(table_name)s_%(column_0_N_name)s',
        'ck': 'ck_%(table_name)s_%(constraint_name)s',
        'fk': 'fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s',
        'pk': 'pk_%(table_name)s',
    }
)

# Tiles, assets, boards, favorites (SYNC.md: record, tombstone). A tombstone has no fields.
records = Table(
    'records',
    metadata,
    Column('space_id', Text, primary_key=True),
    Column('kind', Text, primary_key=True),
    Column('id', Text, primary_key=True),
    Column('fields', JSON, nullable=False),
    Column('deleted', Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# How often a board was changed; pages compare it with what they drew.
board_revs = Table(
    'board_revs',
    metadata,
    Column('board_id', Text, primary_key=True),
    Column('rev', Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Deleted boards, and deleted tiles that had a picture, with what they held; written with their records.
trash = Table(
    'trash',
    metadata,
    Column('space_id', Text, primary_key=True),
    Column('kind', Text, primary_key=True),
    Column('id', Text, primary_key=True),
    Column('fields', JSON, nullable=False),
    Column('deleted_at', Text, nullable=False),
    Index(None, 'deleted_at', 'id'),
    sqlite_with_rowid=False,
)

# Two stacks a board: the operations that undo ('undo') or do again ('redo') one step, the newest id on top.
undo_steps = Table(
    'undo_steps',
    metadata,
    Column('id', Integer, primary_key=True),
    Column('board_id', Text, nullable=False),
    Column('side', Text, nullable=False),
    Column('label', Text, nullable=False),
    Column('group_id', Text),
    Column('operations', JSON, nullable=False),
    Index(None, 'board_id', 'side', 'id'),
    sqlite_autoincrement=True,
)

# Live favorites, as they are searched; written with their records. `words` is the prompt, case-folded.
favorites = Table(
    'favorites',
    metadata,
    Column('id', Text, primary_key=True),
    Column('favorited_at', Text, nullable=False),
    Column('model', Text, nullable=False),
    Column('words', Text, nullable=False),
    Index(None, 'favorited_at', 'id'),
    Index(None, 'model', 'favorited_at', 'id'),
    sqlite_with_rowid=False,
)

# One row a settled prompt (SYNC.md C10). `words` is the prompt, case-folded.
history = Table(
    'history',
    metadata,
    Column('id', Integer, primary_key=True),
    Column('prompt', Text, nullable=False),
    Column('words', Text, nullable=False),
    Column('model', Text, nullable=False),
    Column('settled_at', Text, nullable=False),
    sqlite_autoincrement=True,
)

# Pictures that the typing of a tile passed through; they stay on this device (SYNC.md C9). `withdrawn`: its text was
# erased or undone, so that the tile does not show it any more.
frames = Table(
    'frames',
    metadata,
    Column('tile_id', Text, primary_key=True),
    Column('order', Integer, primary_key=True),
    Column('board_id', Text, nullable=False),
    Column('name', Text, nullable=False),
    Column('mime', Text, nullable=False),
    Column('width', Integer, nullable=False),
    Column('height', Integer, nullable=False),
    Column('prompt', Text, nullable=False),
    Column('seed', Integer, nullable=False),
    Column('model', Text, nullable=False),
    Column('asset_id', Text),
    Column('reading', JSON),
    Column('withdrawn', Boolean, nullable=False, server_default=false()),
    Index(None, 'name'),
    Index(None, 'board_id', 'tile_id', 'order'),
    sqlite_with_rowid=False,
)

# What a device remembers for itself (SYNC.md C13).
preferences = Table(
    'preferences',
    metadata,
    Column('device', Text, primary_key=True),
    Column('key', Text, primary_key=True),
    Column('value', JSON, nullable=False),
    sqlite_with_rowid=False,
)

# Requests that may be billed, written before they are sent: after a crash the result is fetched, never bought again.
jobs = Table(
    'jobs',
    metadata,
    Column('id', Text, primary_key=True),
    Column('board_id', Text, nullable=False),
    Column('tile_id', Text, nullable=False),
    Column('provider', Text, nullable=False),
    Column('request', JSON, nullable=False),
    Column('provider_request_id', Text),
    Column('state', Text, nullable=False),
    Column('made_at', Text, nullable=False),
    Index(None, 'state'),
    sqlite_with_rowid=False,
)

# What was spent: `state` is reserved before a request, settled or released after it.
ledger = Table(
    'ledger',
    metadata,
    Column('id', Text, primary_key=True),
    Column('at', Text, nullable=False),
    Column('provider', Text, nullable=False),
    Column('model', Text, nullable=False),
    Column('board_id', Text),
    Column('cost_usd', Float, nullable=False),
    Column('state', Text, nullable=False),
    Index(None, 'at'),
    sqlite_with_rowid=False,
)

# 64x64 JPEGs by the hash of the picture, for the atlas. They can be made again.
micros = Table(
    'micros',
    metadata,
    Column('sha256', Text, primary_key=True),
    Column('content', LargeBinary, nullable=False),
)

# Where a picture stands in its board's atlas; first come, and for good.
atlas_slots = Table(
    'atlas_slots',
    metadata,
    Column('board_id', Text, primary_key=True),
    Column('slot', Integer, primary_key=True),
    Column('sha256', Text, nullable=False),
    Index('uq_atlas_slots_board_id_sha256', 'board_id', 'sha256', unique=True),
    sqlite_with_rowid=False,
)

# What the search finds, one row a tile, board, favorite, settled prompt and deleted thing. Triggers of the database
# keep it with the rows it is made of, and the index of words (`search_words`, FTS5) with it: migration 0004. `facets`
# are words for what is asked for exactly.
search_docs = Table(
    'search_docs',
    metadata,
    Column('doc', Integer, primary_key=True),
    Column('kind', Text, nullable=False),
    Column('space_id', Text, nullable=False),
    Column('id', Text, nullable=False),
    Column('asset_id', Text),
    Column('sha256', Text),
    Column('model', Text, nullable=False),
    Column('at', Text, nullable=False),
    Column('rating', Integer, nullable=False),
    Column('favorite', Boolean, nullable=False),
    Column('tags', Text),
    Column('words', Text, nullable=False),
    Column('facets', Text, Computed('', persisted=False)),
    Index('uq_search_docs_id', 'kind', 'space_id', 'id', unique=True),
    Index('ix_search_docs_space_id', 'space_id', 'asset_id'),
    Index('ix_search_docs_sha256', 'sha256', 'kind'),
    Index('ix_search_docs_tags', 'tags', sqlite_where=text('tags IS NOT NULL')),
    sqlite_autoincrement=True,
)
