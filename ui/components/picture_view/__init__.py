"""A picture with its patches, and the patches in a row: the parts that run in the browser."""
