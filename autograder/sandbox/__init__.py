"""The sandbox: one process that runs the student's code and nothing of ours.

toolbox.py    what an exercise may import: data
gpus.py       which GPUs there are, who computes on which, a child's share of one
policy.py     what a child may read, write and call: data, checked without a kernel
syscalls.py   the numbers of system calls, by architecture
kernel.py     the few kernel calls that build the wall (ctypes)
limits.py     how much of everything a child may use
view.py       namespaces in which only what may be read exists, where the kernel allows them
scratch.py    how much a child may keep on disk
zygote.py     a mother imports one toolbox and forks zygotes, which fork children (its own program)
forking.py    what all that fork need: counting threads, messages, ending a child
child.py      the child's side: lock in, then run cells and calls
bpf.py        a table of verdicts becomes a seccomp program
placeholders.py  stand-ins for the modules outside a toolbox
mother.py     the trusted ends of mothers and zygotes
host.py       the trusted side: keeps zygotes warm and has them fork
conversation.py  the trusted end of one child: questions, answers, deadlines
doctor.py     probes that must work and probes that must die
"""
