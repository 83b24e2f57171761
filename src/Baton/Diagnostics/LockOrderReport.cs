// What a validator has to say, for people: a sentence, a picture, and the stacks to look up in the code.

using System.Globalization;
using System.Text;
using Baton.Diagnostics;

namespace Baton;

/// <summary>A mistake in the use of locks. Its text is for reading as it is; <see cref="ToSvg"/> draws it.</summary>
public sealed class LockOrderReport
{
    internal LockOrderReport(LockOrderFinding finding, string message, IReadOnlyList<LockOrderStep> steps)
    {
        Finding = finding;
        Message = message;
        Steps = steps;
    }

    /// <summary>What was found.</summary>
    public LockOrderFinding Finding { get; }

    /// <summary>One or two sentences that say what happened, and what to do about it.</summary>
    public string Message { get; }

    /// <summary>
    /// Who did it. For an order or a deadlock each step asks for what the next one holds, and the last for what the first
    /// holds; the first is the one that was found out.
    /// </summary>
    public IReadOnlyList<LockOrderStep> Steps { get; }

    /// <summary>The locks in it, by name.</summary>
    public IReadOnlyList<string> Locks => [.. Steps.Select(step => step.Held ?? step.Asked).Distinct()];

    /// <summary>The report as an SVG document: the locks, numbered arrows between them, and who drew each.</summary>
    public string ToSvg() => LockOrderPicture.Of(this);

    /// <summary>The sentence, a picture in characters, and each step with its stacks.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(Finding).Append(": ").AppendLine(Message);
        if (LockOrderPicture.InCharacters(this) is { } picture)
        {
            text.AppendLine().AppendLine(picture);
        }

        for (int i = 0; i < Steps.Count; i++)
        {
            LockOrderStep step = Steps[i];
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"  [{i + 1}] {step.Caller}");
            if (step.Held is not null && step.EnteredAt is not null)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"      entered {step.Held}");
                AppendStack(text, step.EnteredAt);
            }
            else if (step.Held is not null)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"      holds {step.Held}");
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"      {Verb(step)}");
            AppendStack(text, step.AskedAt);
        }

        return text.ToString();
    }

    internal string Verb(LockOrderStep step) => Finding switch
    {
        LockOrderFinding.NotHeld => $"exits {step.Asked}",
        LockOrderFinding.HeldAcrossAwait => $"leaves the method that entered {step.Asked}",
        LockOrderFinding.StillHeld => $"ends, holding {step.Asked}",
        LockOrderFinding.Deadlock => $"waits for {step.Asked}",
        _ => $"asks for {step.Asked}",
    };

    private static void AppendStack(StringBuilder text, string stack)
    {
        foreach (string line in stack.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            text.Append("        ").AppendLine(line);
        }
    }
}
