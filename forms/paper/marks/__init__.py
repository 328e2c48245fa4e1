"""Reading the ticks of a scanned page: found by its code, straightened on its marks, each box measured, each question
judged. Grey pictures are arrays of bytes, rows first, 0 black and 255 white."""
