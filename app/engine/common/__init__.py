"""What all engines share: the loop they live on, events in order, captured and shown frames."""
