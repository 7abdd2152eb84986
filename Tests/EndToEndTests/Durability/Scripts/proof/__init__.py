"""What the proofs of the reliability promises share: a server under test, clients, loads, and the oracle that
compares what the server kept with what it acknowledged. Nothing but Python's own library."""
