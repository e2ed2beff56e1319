"""What can be taken away: hand-outs as Word and Markdown, references for other programs, prompts for training."""
