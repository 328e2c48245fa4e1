"""Reports as documents of blocks, made from what was frozen of the results."""
