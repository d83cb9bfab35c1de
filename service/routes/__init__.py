"""What is served at which path: one noun a file."""
