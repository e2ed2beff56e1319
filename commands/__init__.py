"""What the console commands are made of: how they speak and end, and what each does beyond calling another room."""
