"""What is measured: each module measures some rows of the table of goals."""
