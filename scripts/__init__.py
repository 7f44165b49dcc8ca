"""What make targets run besides the program itself."""
