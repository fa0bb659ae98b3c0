"""What is measured, beside a limit or a peer in the same run, so that the ratio can be trusted."""
