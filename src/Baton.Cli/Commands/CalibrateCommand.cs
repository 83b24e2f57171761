// baton calibrate: what switches, wakes, moves and timers cost on this machine, for simulations of it.

using System.CommandLine;
using Baton.Cli.Options;
using Baton.Measures;
using Baton.Simulator;
using Baton.Simulator.Calibration;
using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary><c>baton calibrate</c>.</summary>
internal static class CalibrateCommand
{
    private const int RoundsMax = 1000;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("calibrate", "Measures what thread switches, wakes, moves and timers cost on this machine, for 'simulate --machine'.");
        Option<int> rounds = CommonOptions.Count("--rounds", "How often everything is measured, about 1.5 s each.", Calibrator.RoundsStandard, 1, RoundsMax);
        Option<string> output = new("--output")
        {
            Description = "The file to write.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "machine.json",
        };
        Option<bool> json = CommonOptions.Json();
        command.Add(rounds);
        command.Add(output);
        command.Add(json);
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
            Run(terminal, parsed.GetValue(rounds), parsed.GetRequiredValue(output), parsed.GetValue(json), cancellationToken)));
        return command;
    }

    private static int Run(Terminal terminal, int rounds, string output, bool asJson, CancellationToken cancellationToken)
    {
        // Before anything is measured, so that it is not measured in vain.
        bool isNew = !File.Exists(output);
        OutputFile.Write("--output", output, () => File.Open(output, FileMode.Append).Dispose());
        MachineCalibration calibration;
        try
        {
            calibration = LiveProgress.WatchSteps(terminal, "Calibrating", report => Calibrator.Measure(
                rounds, new Steps(report), cancellationToken));
        }
        catch (PlatformNotSupportedException elsewhere)
        {
            if (isNew)
                File.Delete(output);

            throw new BadInputException($"calibrate: {elsewhere.Message}");
        }
        catch (OperationCanceledException)
        {
            if (isNew)
                File.Delete(output);

            terminal.Say("Interrupted; nothing was written.");
            return Tool.Interrupted;
        }

        OutputFile.Write("--output", output, () => File.WriteAllText(output, calibration.ToJson()));
        if (!calibration.IsRealTime)
            terminal.Say("warning: The system refused a real-time policy (it needs root or CAP_SYS_NICE), so the figures contain other threads' turns.");

        if (asJson)
        {
            terminal.WriteRaw(calibration.ToJson());
            return Tool.Success;
        }

        terminal.Out.Write(Table(calibration));
        terminal.Out.MarkupLine($"[grey]{Markup.Escape(calibration.System)}. Written to {Markup.Escape(output)}; use it with: baton simulate FILE --machine {Markup.Escape(output)}[/]");
        return Tool.Success;
    }

    private static Table Table(MachineCalibration calibration)
    {
        MachineCosts costs = calibration.ToCosts();
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string title in new[] { "what", "median", "p10", "p90", "measured", "in simulations" })
            table.AddColumn(title == "what" ? new TableColumn(title).NoWrap() : new TableColumn(title).NoWrap().RightAligned());

        Add("a reading of the clock", calibration.Clock, null);
        Add("switch of threads", calibration.Switch, costs.Switch);
        Add("wake on the same processor", calibration.WakeHere, null);
        Add("wake until it runs on another processor", calibration.WakeElsewhere, costs.Wake);
        Add("move to another processor (64 KiB in use)", calibration.Migration, costs.Migration);
        Add("lateness of a timer on a busy processor", calibration.TimerWhenBusy, calibration.TimerWhenBusy.Median - calibration.Switch.Median);
        Add("lateness of a timer on an idle processor", calibration.TimerWhenIdle, calibration.TimerWhenIdle.Median);
        table.AddRow(
            "a millisecond of work",
            Time(calibration.MillisecondOfWork.Median),
            Time(calibration.MillisecondOfWork.P10),
            Time(calibration.MillisecondOfWork.P90),
            Reports.Measure.Count(calibration.MillisecondOfWork.Samples),
            $"{costs.SpeedPercent} % speed");
        if (costs.Interruptions.Count > 0)
        {
            double[] lengths = [.. costs.Interruptions.Select(each => (double)each.Length).Order()];
            table.AddRow(
                "taken from a millisecond of work, where any was",
                Time(lengths[lengths.Length / 2]), Time(lengths[lengths.Length / 10]), Time(lengths[lengths.Length * 9 / 10]),
                Reports.Measure.Count(lengths.Length), "one after the other");
        }

        return table;

        void Add(string what, CalibratedCost? cost, double? simulated)
        {
            if (cost is not null)
            {
                table.AddRow(
                    what, Time(cost.Median), Time(cost.P10), Time(cost.P90), Reports.Measure.Count(cost.Samples), simulated is { } used ? Time(used) : "");
            }
        }
    }

    private static string Time(double nanoseconds) => new Nanoseconds(nanoseconds).ToString();

    private sealed class Steps(Action<string, double> report) : IProgress<CalibrationStep>
    {
        public void Report(CalibrationStep value) => report(value.Measurement, value.Done / (double)value.Total);
    }
}
