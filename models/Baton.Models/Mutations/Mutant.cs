using System.Runtime.Loader;

namespace Baton.Models.Mutations;

/// <summary>A compiled set of models; disposing it lets go of the code.</summary>
public sealed class Mutant : IDisposable
{
    private readonly AssemblyLoadContext _context = new("mutant", isCollectible: true);
    private readonly Func<string, Func<CheckedProgram>> _factoryOf;

    internal Mutant(Stream image)
    {
        Type catalog = _context.LoadFromStream(image).GetType(typeof(ModelCatalog).FullName!)!;
        _factoryOf = catalog.GetMethod(nameof(ModelCatalog.FactoryOf))!.CreateDelegate<Func<string, Func<CheckedProgram>>>();
    }

    /// <summary>What makes instances of a model.</summary>
    public Func<CheckedProgram> FactoryOf(string model) => _factoryOf(model);

    /// <inheritdoc/>
    public void Dispose() => _context.Unload();
}
