using System.Runtime.CompilerServices;
using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>
/// Adds events to the graph under way, each in its newest place, and leaves its other places on the worklist.
/// </summary>
internal sealed class Additions(GraphWorld world, Worklist worklist, Revisits revisits, ExplorationCounts counts)
{
    private ExecutionGraph Graph => world.Graph;

    /// <summary>Adds a read; it reads the newest write, and the others that it could read are left for later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int AddRead(in Event model, int thread)
    {
        int location = model.Location;
        LocationHistory history = Graph.HistoryOf(location);
        int oldest = Graph.OldestCoherent(Graph.KnownTo(thread), location);
        int read = Graph.Append(in model, thread);
        counts.Events++;
        for (int rank = oldest; rank < history.WriteCount; rank++)
        {
            OfferRead(read, history.WriteAt(rank), in model);
        }

        ReadFrom(read, history.WriteAt(history.WriteCount));
        Graph.ListRead(read);
        return read;
    }

    /// <summary>Adds a write as the newest of its location; its other places are left for later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddWrite(in Event model, int thread)
    {
        int location = model.Location;
        int oldest = Graph.OldestCoherent(Graph.KnownTo(thread), location);
        int write = Graph.Append(in model, thread);
        counts.Events++;
        int newest = Graph.HistoryOf(location).WriteCount + 1;
        for (int rank = oldest + 1; rank < newest; rank++)
        {
            if (Graph.CanTake(location, rank))
            {
                worklist.Push(ItemKind.Rank, write, rank);
            }
        }

        Graph.PlaceWrite(write, newest);
        revisits.Find(Graph, write, Graph.Count);
    }

    /// <summary>Adds the write of a read-modify-write, right after the write that it read. Returns false if another
    /// has already taken that place: then only executions in which the other read something else are possible.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool AddUpdateWrite(int read)
    {
        ref Event r = ref Graph[read];
        r.TryUpdate(r.Value, out long written);
        int source = r.ReadsFrom;
        int location = r.Location;
        var model = new Event
        {
            Kind = EventKind.Write,
            Flags = EventFlags.Exclusive | (r.Flags & EventFlags.Release),
            Order = r.Order,
            Location = location,
            ReadsFrom = Event.Initial,
            Value = written,
        };
        int rival = Graph.UpdaterOf(source, location, read);
        int write = Graph.Append(in model, r.Thread);
        counts.Events++;
        Graph.PlaceWrite(write, Graph.RankOf(source) + 1);
        revisits.Find(Graph, write, rival < 0 ? Graph.Count : rival + 1);
        return rival < 0;
    }

    /// <summary>Adds an update that reads what the read before it has read, and its write. Returns false if there is no
    /// such execution of these events.</summary>
    public bool AddConfirmation(in Event model, int thread)
    {
        int guess = Graph.NumberOf(thread, Graph.LengthOf(thread) - 1);
        int read = Graph.Append(in model, thread);
        counts.Events++;
        ReadFrom(read, Graph[guess].ReadsFrom);
        Graph.ListRead(read);
        return AddUpdateWrite(read);
    }

    /// <summary>Adds an access to an ordinary field, which must be ordered with all that it conflicts with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int AddPlain(in Event model, int thread)
    {
        int number = Graph.Append(in model, thread);
        counts.Events++;
        ref Event e = ref Graph[number];
        LocationHistory history = Graph.HistoryOf(model.Location);
        int rival = Races.FindUnordered(Graph, number);
        if (e.Kind == EventKind.PlainWrite)
        {
            Graph.PlaceWrite(number, history.WriteCount + 1);
        }
        else
        {
            ReadFrom(number, history.WriteAt(history.WriteCount));
            Graph.ListRead(number);
        }

        if (rival >= 0)
        {
            world.Explorer.Report(
                FailureKind.DataRace,
                thread,
                $"Data race: this {(e.Kind == EventKind.PlainWrite ? "write" : "read")} by thread {thread} and a "
                + $"{(Graph[rival].Kind == EventKind.PlainWrite ? "write" : "read")} by thread {Graph[rival].Thread} are not ordered.",
                rival);
            world.LeaveRun();
        }

        return number;
    }

    /// <summary>Adds a decision of the environment, for its first outcome.</summary>
    public void AddChoice(in Event model, int thread)
    {
        int choice = Graph.Append(in model, thread);
        counts.Events++;
        for (int outcome = (int)model.Operand - 1; outcome > 0; outcome--)
        {
            worklist.Push(ItemKind.Choice, choice, outcome);
        }
    }

    /// <summary>Leaves it for later to let the read read from that write.</summary>
    public void OfferRead(int read, int write, in Event model)
    {
        if (model.Kind == EventKind.Update && model.TryUpdate(ValueOf(write, model.Location), out _))
        {
            // Another has updated that very write. If this thread knows of it, nothing can come of trying.
            int rival = Graph.UpdaterOf(write, model.Location, read);
            if (rival >= 0 && Graph.Includes(in Graph[read].Prefix, rival))
            {
                return;
            }
        }

        worklist.Push(ItemKind.Read, read, write);
    }

    /// <summary>Makes the read read from that write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ReadFrom(int read, int write) =>
        HappensBefore.ReadFrom(Graph, read, write, world.Locations[Graph[read].Location].Initial);

    /// <summary>What was written.</summary>
    public long ValueOf(int write, int location) =>
        write == Event.Initial ? world.Locations[location].Initial : Graph[write].Value;
}
