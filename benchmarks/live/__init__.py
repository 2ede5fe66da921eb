"""How fast a picture follows the typing: ours, and others, in one browser and in one go."""
