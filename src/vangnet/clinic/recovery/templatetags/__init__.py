"""Tags that this room offers to every page."""
