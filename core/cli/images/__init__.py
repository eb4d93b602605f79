"""The commands about pictures: `images train`, `images explain`."""
