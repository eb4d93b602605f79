"""What can be learnt in a study: made-up signals, and data of one's own.

A *subject* brings inputs, a head, batches and a judgement; what stands between inputs and head is
the contender's trunk, and nothing else differs between contenders.
"""
