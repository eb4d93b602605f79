"""What the pages share: language, theme, panels, forms."""
