// What people read.

using System.Xml.Linq;
using Xunit;
using static Baton.Tests.Diagnostics.ValidatedLocks;

namespace Baton.Tests.Diagnostics;

public sealed class ReportTests
{
    private readonly ValidatedLocks _locks = new();

    [Fact]
    public void Text_OfAWrongOrder_HasSentencePictureAndBothStacks()
    {
        Nest(_locks.Make("book"), _locks.Make("audit"));
        Nest(_locks.Make("audit"), _locks.Make("book"));

        string text = _locks.TheReport.ToString();

        Assert.StartsWith("WrongOrder: book is asked for while audit is held", text, StringComparison.Ordinal);
        Assert.Contains("┌──▶ audit ──[1]──▶ book ──[2]──┐", text, StringComparison.Ordinal);
        Assert.Contains("└───────────────────────────────┘", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("entered ").Length - 1);
        Assert.Equal(4, text.Split("ValidatedLocks.Nest").Length - 1);
        Assert.DoesNotContain("Baton.HandoffMutex", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_WithoutAcquisitionStacks_StillShowsWhereLocksWereAskedFor()
    {
        ValidatedLocks locks = new(new LockOrderValidatorOptions { AcquisitionStacks = false });
        Nest(locks.Make("book"), locks.Make("audit"));
        Nest(locks.Make("audit"), locks.Make("book"));

        string text = locks.TheReport.ToString();

        Assert.All(locks.TheReport.Steps, step => Assert.Null(step.EnteredAt));
        Assert.Equal(2, text.Split("ValidatedLocks.cs:line").Length - 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Svg_OfACircle_ShowsEachLockAndEachOrderOnce(int count)
    {
        HandoffMutex[] mutexes = [.. Enumerable.Range(0, count).Select(i => _locks.Make($"<lock & {i}>"))];
        for (int i = 0; i < count; i++)
        {
            Nest(mutexes[i], mutexes[(i + 1) % count]);
        }

        XElement svg = XElement.Parse(_locks.TheReport.ToSvg());

        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal(count, svg.Elements(ns + "path").Count());
        string[] texts = [.. svg.Elements(ns + "text").Select(text => text.Value)];
        Assert.All(mutexes, (_, i) => Assert.Single(texts, $"<lock & {i}>"));
    }

    [Fact]
    public void Svg_OfASingleLock_IsWellFormed()
    {
        Assert.Throws<SynchronizationLockException>(_locks.Make("a").Exit);

        Assert.Equal("svg", XElement.Parse(_locks.TheReport.ToSvg()).Name.LocalName);
    }

    [Fact]
    public void Orders_AreDescribedAsAGraph()
    {
        HandoffMutex c = _locks.Make("the \"c\"");
        Nest(_locks.Make("a"), _locks.Make("b"), c);
        Nest(c, _locks.Make("a"));

        Assert.Equal(
            ["graph LR", "L1[\"a\"]", "L2[\"b\"]", "L0[\"the #quot;c#quot;\"]", "L1 --> L2", "L1 --> L0", "L2 --> L0"],
            _locks.Validator.DescribeOrders().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>Whoever is told may use mutexes itself, even the very one, without being watched in turn.</summary>
    [Fact]
    public void OnReport_IsToldOnceAndMayUseMutexes()
    {
        List<string> told = [];
        HandoffMutex? log = null;
        ValidatedLocks locks = new(new LockOrderValidatorOptions
        {
            OnReport = report =>
            {
                using (log!.EnterScope())
                {
                    told.Add(report.Message);
                }
            },
        });
        log = locks.Make("log");
        Nest(log, locks.Make("a"));
        Nest(locks.Make("a"), locks.Make("b"));
        Nest(locks.Make("b"), locks.Make("a"));

        Assert.Equal(locks.TheReport.Message, Assert.Single(told));
    }
}
