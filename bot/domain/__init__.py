"""People and time: the pure rules of the product, free of any database, network or clock."""
