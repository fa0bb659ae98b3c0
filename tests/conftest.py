"""For every test. The database itself is started by vangnet.keeping.rehearsal, before settings."""
