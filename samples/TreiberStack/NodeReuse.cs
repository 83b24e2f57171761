// Two nodes. One thread pops one; the other pops up to two and pushes the first of them again.

using Baton.Checker;

namespace TreiberStack;

internal sealed class NodeReuse : CheckedProgram
{
    private readonly PooledStack _stack;
    private int _takenByFirst;
    private int _takenBySecond;

    public NodeReuse(StackRules rules)
    {
        _stack = new PooledStack(nodes: 2, rules);
        _stack.Push(2);
        _stack.Push(1);
    }

    public override int ThreadCount => 2;

    public override void Run(int thread)
    {
        if (thread == 0)
        {
            _takenByFirst = _stack.Pop();
        }
        else
        {
            int again = _stack.Pop();
            _takenBySecond = _stack.Pop();
            if (again != PooledStack.Nothing)
            {
                _stack.Push(again);
            }
        }
    }

    public override void Finish()
    {
        int[] everywhere = [_takenByFirst, _takenBySecond, .. _stack.Nodes()];
        Check.That(
            everywhere.Where(static node => node != PooledStack.Nothing).Order().SequenceEqual([1, 2]),
            "Each node is in one place: with one of the threads, or on the stack.");
    }
}
