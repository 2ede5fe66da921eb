"""`python -m app` is `imagegen`."""

import sys

from app.cli import main

sys.exit(main())
