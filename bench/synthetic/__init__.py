"""Synthetic events: seeded, labelled, and never near the shipped data.

Events come in groups of twenty, one for each place of `bench.synthetic.plan`. A group links only within itself, so the first
events are the same whatever number is asked for, as long as that is a whole number of groups.
"""
