"""What patients take beside the unit's own orders: prescribed by others, or by nobody."""
