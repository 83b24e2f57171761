// One thread pushes a node with something in it, another pops it and looks.

using Baton.Checker;

namespace TreiberStack;

internal sealed class MessagePassing(StackRules rules) : CheckedProgram
{
    private readonly PooledStack _stack = new(nodes: 1, rules);
    private readonly Plain<int> _content = new(0, "content");

    public override int ThreadCount => 2;

    public override void Run(int thread)
    {
        if (thread == 0)
        {
            _content.Write(7);
            _stack.Push(1);
        }
        else if (_stack.Pop() != PooledStack.Nothing)
        {
            Check.That(_content.Read() == 7, "Whoever pops a node finds what was put into it.");
        }
    }
}
