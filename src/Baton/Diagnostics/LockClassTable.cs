using System.Diagnostics;

namespace Baton.Diagnostics;

/// <summary>The classes of one validator, by name or by the place in the code where their locks are made.</summary>
internal sealed class LockClassTable
{
    /// <summary>How many classes there may be; Linux has the same number. Locks beyond it are not watched.</summary>
    public const int CountMax = 8192;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Key, int Level), LockClass> _classes = [];

    /// <summary>Whether a lock was refused for want of room: its users give each lock a name of its own.</summary>
    public bool IsFull { get; private set; }

    /// <summary>The class of that name and level; null if there is no room for it.</summary>
    public LockClass? Named(string name, int level, bool isSpin = false) => Find("=" + name, level, () => name, isSpin);

    /// <summary>The class of the locks that are made where the calling thread is now, outside of Baton.</summary>
    public LockClass? MadeHere(int level)
    {
        StackFrame? site = CallStack.FirstOutsideOfBaton(new StackTrace(fNeedFileInfo: false));
        return Find(CallStack.KeyOf(site), level, static () => CallStack.CallerOutsideOfBaton(), isSpin: false);
    }

    private LockClass? Find(string key, int level, Func<string> name, bool isSpin)
    {
        lock (_lock)
        {
            if (_classes.TryGetValue((key, level), out LockClass? found))
            {
                return found;
            }

            if (_classes.Count == CountMax)
            {
                IsFull = true;
                return null;
            }

            string text = level == 0 ? name() : $"{name()}/{level}";
            return _classes[(key, level)] = new LockClass(text, _classes.Count, isSpin);
        }
    }
}
