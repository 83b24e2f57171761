// baton replay: runs the one execution that a report of `baton check` names, and tells it step by step.

using System.CommandLine;
using Baton.Checker;
using Baton.Models;

namespace Baton.Cli.Commands;

/// <summary><c>baton replay</c>.</summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("replay", "Runs one failing execution again and tells it step by step.");
        Argument<string> token = new("TOKEN") { Description = "What a report of 'baton check' printed: MODEL.TOKEN." };
        Option<FileInfo?> picture = new("--svg") { Description = "Write a picture of it, too, to this file." };
        command.Add(token);
        command.Add(picture);
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(token), parsed.GetValue(picture)));
        return command;
    }

    private static int Run(Terminal terminal, string text, FileInfo? picture)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        Model? model = dot < 0 ? null : ModelCatalog.Find(text[..dot]);
        if (model is null)
            throw new BadInputException($"'{text}' is not MODEL.TOKEN with the name of a model; copy all of it from the report.");

        CheckResult result;
        try
        {
            result = new Checker.Checker().Replay(model.Factory, text[(dot + 1)..]);
        }
        catch (Exception unfit) when (unfit is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new BadInputException($"'{text}' cannot be replayed: {unfit.Message}");
        }

        terminal.WriteRaw(TextReport.Of(result, replayCommand: $"baton replay {model.Name}.{{0}}"));
        if (picture is not null && result.Failure is { Trace: { } trace } failure)
            Draw(picture, trace, $"{model.Name}: {failure.Message}");

        return result.Failure is null ? Tool.Success : Tool.Failure;
    }

    private static void Draw(FileInfo picture, Trace trace, string title)
    {
        try
        {
            File.WriteAllText(picture.FullName, SvgPicture.Of(trace, title));
        }
        catch (Exception unfit) when (unfit is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The picture cannot be written to '{picture.FullName}': {unfit.Message}");
        }
    }
}
