"""A farm of simulated Windows hosts that speak real WinRM on loopback: demo, playground and test bed."""
