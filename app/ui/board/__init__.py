"""What a board's page does: one `Session` per page load, and one class of acts per component."""
