"""What one process keeps of pages: each part that was rendered, and what it takes to know it again (docs/adr/0026)."""

from policy.record.kept import Kept

BYTES_AT_MOST = 24_000_000

kept = Kept(BYTES_AT_MOST)
