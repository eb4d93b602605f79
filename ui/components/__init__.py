"""Small components of our own, in the browser."""
