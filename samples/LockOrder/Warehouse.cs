namespace Baton.Samples.LockOrder;

/// <summary>Goods and orders, each behind a mutex.</summary>
internal sealed class Warehouse
{
    private readonly HandoffMutex _stockGate = new(new HandoffMutexOptions { Name = "stock" });
    private readonly HandoffMutex _ordersGate = new(new HandoffMutexOptions { Name = "orders" });
    private readonly Dictionary<string, int> _stock = new() { ["tea"] = 5 };
    private readonly Queue<string> _backOrders = new();

    /// <summary>Looks into the stock, and writes an order if there is not enough: stock, then orders.</summary>
    public async Task SellAsync(string good, int count)
    {
        using (await _stockGate.EnterAsync())
        {
            _stock[good] -= count;
            using (await _ordersGate.EnterAsync())
            {
                _backOrders.Enqueue(good);
            }
        }
    }

    /// <summary>Works off the orders, and fills up the stock: orders, then stock. That is the bug.</summary>
    public async Task RestockAsync(string good, int count)
    {
        using (await _ordersGate.EnterAsync())
        {
            _backOrders.Clear();
            using (await _stockGate.EnterAsync())
            {
                _stock[good] += count;
            }
        }
    }
}
