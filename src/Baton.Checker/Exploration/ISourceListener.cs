namespace Baton.Checker.Exploration;

/// <summary>Hears where in the source the operations of a run are.</summary>
internal interface ISourceListener
{
    /// <summary>Thread's operation in that position of its run is at that place.</summary>
    void Heard(int thread, int position, string? file, int line);
}
