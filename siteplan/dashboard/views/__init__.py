"""What the pages show. A view turns results into HTML or into a map; it reads no file and computes no score."""
