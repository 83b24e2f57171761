// A deadlock that does not happen, found. Two operations of a service take the same two mutexes in opposite orders; here they
// run one after the other, on one thread, and nobody ever waits. Prints what the validator has to say. Run it with
//
//     dotnet run --project samples/LockOrder [picture.svg]

using Baton;
using Baton.Samples.LockOrder;

LockOrderValidator validator = LockOrderValidator.EnableForAll();

Warehouse warehouse = new();
await warehouse.SellAsync("tea", 2);
await warehouse.RestockAsync("tea", 10);

foreach (LockOrderReport report in validator.Reports)
{
    Console.WriteLine(report);
    if (args is [string path])
    {
        File.WriteAllText(path, report.ToSvg());
    }
}

Console.WriteLine(validator.DescribeOrders());
