"""Does it work? Outcomes, the programme's figures, and the evidence of trials."""
