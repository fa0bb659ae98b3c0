"""One patient's story, a module a section. Each reads its part of it, and decides nothing."""
