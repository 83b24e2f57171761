// Cycles that a fair scheduler can stay in for ever while one thread starves.
//
// Take the states in which the thread wants. A strongly connected part of them is a place to stay in. Staying is fair if
// every thread that can take a step somewhere in the part also takes one inside it; if some thread cannot (its steps all
// lead out), a fair stay has to avoid the states in which it can, so these are taken away and what remains is searched
// again. This is the textbook search for strong fairness (Emerson and Lei; "Streett" conditions).

namespace Baton.Checker.Stateful;

/// <summary>Finds starvation in a graph of states.</summary>
internal sealed class FairCycles(
    int states,
    int threads,
    List<(int Thread, int To)> steps,
    List<int> firstStep,
    Func<int, int, bool> canStep,
    Func<int, int, bool> wants)
{
    private readonly int[] _component = new int[states];
    private readonly int[] _index = new int[states];
    private readonly int[] _low = new int[states];
    private int _components;

    /// <summary>A cycle in which the thread wants all the time, as states and who steps in them; null if there is none.</summary>
    public List<(int State, int Thread)>? FindStarving(int thread)
    {
        var open = new Stack<List<int>>();
        open.Push([.. Enumerable.Range(0, states).Where(s => wants(s, thread))]);
        Array.Clear(_component);
        while (open.TryPop(out List<int>? candidates))
        {
            foreach (List<int> part in Components(candidates))
            {
                if (!HasStepInside(part))
                {
                    continue;
                }

                int unfair = FindUnfair(part);
                if (unfair < 0)
                {
                    return Walk(part);
                }

                List<int> rest = part.FindAll(s => !canStep(s, unfair));
                if (rest.Count > 0)
                {
                    open.Push(rest);
                }
            }
        }

        return null;
    }

    private bool HasStepInside(List<int> part)
    {
        int id = _component[part[0]];
        return part.Exists(s => StepsInside(s, id).Any());
    }

    private int FindUnfair(List<int> part)
    {
        int id = _component[part[0]];
        for (int thread = 0; thread < threads; thread++)
        {
            int candidate = thread;
            if (part.Exists(s => canStep(s, candidate))
                && !part.Exists(s => StepsInside(s, id).Any(step => step.Thread == candidate)))
            {
                return thread;
            }
        }

        return -1;
    }

    private IEnumerable<(int Thread, int To)> StepsInside(int state, int component)
    {
        for (int i = firstStep[state]; i < firstStep[state + 1]; i++)
        {
            if (_component[steps[i].To] == component)
            {
                yield return steps[i];
            }
        }
    }

    // A way round: to a step of every thread that steps in the part, and back.
    private List<(int State, int Thread)> Walk(List<int> part)
    {
        int id = _component[part[0]];
        var walk = new List<(int, int)>();
        int at = part[0];
        for (int thread = 0; thread < threads; thread++)
        {
            at = WalkTo(walk, at, id, (_, step) => step.Thread == thread);
        }

        WalkTo(walk, at, id, (_, step) => step.To == part[0]);
        return walk;
    }

    // Appends the shortest way to a step that is wanted, that step included; stays where it is if there is none.
    private int WalkTo(List<(int State, int Thread)> walk, int from, int id, Func<int, (int Thread, int To), bool> wanted)
    {
        var before = new Dictionary<int, (int State, int Thread)> { [from] = (-1, -1) };
        var queue = new Queue<int>([from]);
        while (queue.TryDequeue(out int state))
        {
            foreach ((int Thread, int To) step in StepsInside(state, id))
            {
                if (wanted(state, step))
                {
                    var way = new List<(int, int)> { (state, step.Thread) };
                    for (int s = state; before[s].State >= 0; s = before[s].State)
                    {
                        way.Add(before[s]);
                    }

                    way.Reverse();
                    walk.AddRange(way);
                    return step.To;
                }

                if (before.TryAdd(step.To, (state, step.Thread)))
                {
                    queue.Enqueue(step.To);
                }
            }
        }

        return from;
    }

    // Tarjan's algorithm on the candidates alone, without recursion. A state's component is a fresh number, so that
    // "inside" is an equality.
    private List<List<int>> Components(List<int> candidates)
    {
        int inside = ++_components;
        foreach (int state in candidates)
        {
            _component[state] = inside;
            _index[state] = 0;
        }

        var found = new List<List<int>>();
        var stack = new Stack<int>();
        var calls = new Stack<(int State, int NextStep)>();
        int counter = 0;
        foreach (int root in candidates)
        {
            if (_index[root] != 0)
            {
                continue;
            }

            calls.Push((root, firstStep[root]));
            _index[root] = _low[root] = ++counter;
            stack.Push(root);
            while (calls.TryPop(out (int State, int NextStep) call))
            {
                (int state, int i) = call;
                bool descended = false;
                for (; i < firstStep[state + 1] && !descended; i++)
                {
                    int to = steps[i].To;
                    if (_component[to] != inside)
                    {
                        continue;
                    }

                    if (_index[to] == 0)
                    {
                        calls.Push((state, i));
                        calls.Push((to, firstStep[to]));
                        _index[to] = _low[to] = ++counter;
                        stack.Push(to);
                        descended = true;
                    }
                    else
                    {
                        _low[state] = Math.Min(_low[state], _low[to]);
                    }
                }

                if (!descended && _low[state] == _index[state])
                {
                    found.Add(PopComponent(stack, state));
                }
            }
        }

        return found;
    }

    private List<int> PopComponent(Stack<int> stack, int root)
    {
        int id = ++_components;
        var part = new List<int>();
        int state;
        do
        {
            state = stack.Pop();
            _component[state] = id;
            part.Add(state);
        }
        while (state != root);
        return part;
    }
}
