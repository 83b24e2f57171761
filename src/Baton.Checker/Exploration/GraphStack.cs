using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>
/// The graph under way, and under it those that revisits were made from: each is gone back to when everything behind its
/// revisit is explored.
/// </summary>
internal sealed class GraphStack
{
    private readonly Stack<ExecutionGraph> _spare = new();
    private readonly Stack<(ExecutionGraph Graph, int ItemsBelow)> _suspended = new();

    /// <summary>The graph under way.</summary>
    public ExecutionGraph Top { get; private set; } = new();

    /// <summary>How many items of the worklist belong to the graphs below.</summary>
    public int ItemsBelow { get; private set; }

    /// <summary>Whether there are graphs below.</summary>
    public bool IsBottom => _suspended.Count == 0;

    /// <summary>Lets go of the graphs below: nothing is left to do in them.</summary>
    public void DropBelow()
    {
        while (_suspended.Count > 0)
        {
            _spare.Push(_suspended.Pop().Graph);
        }

        ItemsBelow = 0;
    }

    /// <summary>Puts a graph of unspecified contents on top.</summary>
    /// <param name="items">How many items the worklist has: if some belong to the graph that was on top, it is kept.</param>
    public ExecutionGraph Push(int items)
    {
        ExecutionGraph next = _spare.Count > 0 ? _spare.Pop() : new ExecutionGraph();
        if (items > ItemsBelow)
        {
            _suspended.Push((Top, ItemsBelow));
            ItemsBelow = items;
        }
        else
        {
            _spare.Push(Top);
        }

        Top = next;
        return next;
    }

    /// <summary>Goes back to the graph below.</summary>
    public void Pop()
    {
        _spare.Push(Top);
        (Top, ItemsBelow) = _suspended.Pop();
    }
}
