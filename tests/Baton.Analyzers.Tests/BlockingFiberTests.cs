using Rule = Baton.Analyzers.Tests.Rule<
    Baton.Analyzers.BlockingFiberAnalyzer, Baton.Analyzers.YieldWorkerFix>;

namespace Baton.Analyzers.Tests;

public sealed class BlockingFiberTests
{
    [Fact]
    public Task Lambda_ThatSleepsOrWaits_Awaits() => Rule.Mends(
        """
            void M(ProxyScheduler scheduler, SemaphoreSlim semaphore)
            {
                scheduler.Start(async () =>
                {
                    [|Thread.Sleep(10)|];
                    [|semaphore.Wait(_token)|];
                    bool taken = [|semaphore.Wait(TimeSpan.FromSeconds(1))|];
                    await WorkAsync();
                }, SchedulingPolicy.Fifo(1));
            }
        """,
        """
            void M(ProxyScheduler scheduler, SemaphoreSlim semaphore)
            {
                scheduler.Start(async () =>
                {
                    await Task.Delay(10);
                    await semaphore.WaitAsync(_token);
                    bool taken = await semaphore.WaitAsync(TimeSpan.FromSeconds(1));
                    await WorkAsync();
                }, SchedulingPolicy.Fifo(1));
            }
        """);

    [Fact]
    public Task Lambda_ThatBlocksOnTasks_IsReportedWithoutFix() => Rule.ReportsWithoutFix(
        """
            static Task<int> LoadAsync() => Task.FromResult(1);

            void M(ProxyScheduler scheduler, ManualResetEventSlim signal, Semaphore semaphore, Thread thread)
            {
                scheduler.Start(async token =>
                {
                    [|WorkAsync().Wait()|];
                    int first = [|LoadAsync().Result|];
                    [|WorkAsync().GetAwaiter().GetResult()|];
                    [|WorkAsync().ConfigureAwait(false).GetAwaiter().GetResult()|];
                    Task<int> task = LoadAsync();
                    int second = [|task.Result|];
                    [|Task.WaitAll(WorkAsync(), WorkAsync())|];
                    [|signal.Wait(token)|];
                    [|semaphore.WaitOne()|];
                    [|thread.Join()|];
                    await WorkAsync();
                }, SchedulingPolicy.Fifo(1));
            }
        """);

    [Fact]
    public Task Method_OrLocalFunction_IsReported() => Rule.Reports(
        """
            void M(ProxyScheduler scheduler)
            {
                scheduler.Start(RunAsync, SchedulingPolicy.Fifo(1));
                scheduler.Start(Local, SchedulingPolicy.Fifo(1));
                scheduler.Start(new Func<Task>(this.WaitAsync), SchedulingPolicy.Fifo(1));

                Task Local()
                {
                    [|Thread.Sleep(TimeSpan.FromSeconds(1))|];
                    return WorkAsync();
                }
            }

            private static async Task RunAsync(CancellationToken token)
            {
                [|Thread.Sleep(5)|];
                await WorkAsync();
            }

            private Task WaitAsync()
            {
                [|WorkAsync().Wait()|];
                return WorkAsync();
            }
        """);

    [Fact]
    public Task SynchronousBody_OrOneWithAResult_IsReported() => Rule.Reports(
        """
            void M(ProxyScheduler scheduler)
            {
                scheduler.Start(() => { [|Thread.Sleep(10)|]; Work(); }, SchedulingPolicy.Fifo(1));
                scheduler.Start(async () => { [|WorkAsync().Wait()|]; await WorkAsync(); return 1; });
            }
        """);

    [Fact]
    public async Task Message_SaysWhatToDo()
    {
        string message = Assert.Single(await Analysis.MessagesOf(
            new BlockingFiberAnalyzer(),
            TestSource.Around(
                "void M(ProxyScheduler s) => s.Start(async () => { Thread.Sleep(1); await WorkAsync(); }, SchedulingPolicy.Fifo(1));")));
        Assert.Equal(
            "'Thread.Sleep' blocks the worker that runs this fiber, and every fiber behind it; await Task.Delay", message);
    }

    [Fact]
    public Task Fibers_ThatAwaitOrOnlyAsk_AreNoConcern() => Rule.IsSilent(
        """
            void M(ProxyScheduler scheduler, SemaphoreSlim semaphore, ManualResetEventSlim signal, Task parameter)
            {
                scheduler.Start(async () =>
                {
                    Thread.Sleep(0);
                    await semaphore.WaitAsync(_token);
                    bool taken = semaphore.Wait(0) || signal.Wait(TimeSpan.Zero);
                    Task<int> task = Task.FromResult(1);
                    await task.ConfigureAwait(false);
                    int result = task.Result;
                    Task<int> other = Task.FromResult(2);
                    await Task.WhenAll(task, other);
                    result += other.Result;
                    await parameter;
                    parameter.Wait();
                    using (_gate.EnterScope()) Work();
                    await Task.Run(() => Thread.Sleep(10));
                    Action elsewhere = () => Thread.Sleep(10);
                }, SchedulingPolicy.Fifo(1));
            }
        """);

    [Fact]
    public Task OtherMethodsAndOtherStarts_AreNoConcern() => Rule.IsSilent(
        """
            void M(ProxyScheduler scheduler)
            {
                Thread.Sleep(10);
                WorkAsync().Wait();
                new Thread(() => Thread.Sleep(10)).Start();
                Task.Factory.StartNew(Sleep).Wait();
                scheduler.Start(WorkAsync, SchedulingPolicy.Fifo(1));
            }

            private static void Sleep() => Thread.Sleep(10);
        """);
}
