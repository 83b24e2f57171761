// A small service with a bug that testers do not meet: two of its operations take the same two locks in opposite orders. One
// after the other they work; at the same time, with bad luck, they hang.

namespace Baton.Tests.Diagnostics;

/// <summary>Keeps an account book and an audit log, each behind a mutex.</summary>
internal sealed class TransferService(LockOrderValidator validator)
{
    private readonly HandoffMutex _book = new(new HandoffMutexOptions { Validator = validator, Name = "book" });
    private readonly HandoffMutex _audit = new(new HandoffMutexOptions { Validator = validator, Name = "audit" });
    private readonly List<string> _lines = [];
    private long _balance = 1_000;

    public void Transfer(long amount)
    {
        using (_book.EnterScope())
        {
            _balance -= amount;
            Write($"transfer {amount}");
        }
    }

    public async Task TransferAsync(long amount)
    {
        using (await _book.EnterAsync())
        {
            await Task.Yield();
            _balance -= amount;
            using (await _audit.EnterAsync())
            {
                await Task.Yield();
                _lines.Add($"transfer {amount}");
            }
        }
    }

    /// <summary>Seeded: holds the audit log while it looks into the book.</summary>
    public string Report()
    {
        using (_audit.EnterScope())
        {
            return $"{_lines.Count} lines, balance {ReadBalance()}";
        }
    }

    /// <summary>Seeded as well.</summary>
    public async Task<string> ReportAsync()
    {
        using (await _audit.EnterAsync())
        {
            await Task.Yield();
            using (await _book.EnterAsync())
            {
                return $"{_lines.Count} lines, balance {_balance}";
            }
        }
    }

    private void Write(string line)
    {
        using (_audit.EnterScope())
        {
            _lines.Add(line);
        }
    }

    private long ReadBalance()
    {
        using (_book.EnterScope())
        {
            return _balance;
        }
    }
}
