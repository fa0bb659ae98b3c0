"""The country: what heroin-assisted treatment, methadone only, prison or other rules would have done."""
